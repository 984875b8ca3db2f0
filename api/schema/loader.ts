/**
 * Gathers what resolvers ask for in one go of the event loop into one call. It keeps nothing: an answer may be old by the
 * time of a subscription's next delivery or a mutation's next field.
 */
export type Load<Key, Value> = (key: Key) => Promise<Value | undefined>;

export function createLoader<Key, Value>(fetch: (keys: readonly Key[]) => Promise<Map<Key, Value>>): Load<Key, Value> {
  let batch: { keys: Set<Key>; values: Promise<Map<Key, Value>> } | undefined;

  function open() {
    const keys = new Set<Key>();
    // All resolvers that run in this turn come first, those woken by promises that are settled by now included.
    const values = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      batch = undefined;
      return fetch([...keys]);
    });
    batch = { keys, values };
    return batch;
  }

  return async function load(key) {
    const joined = batch ?? open();
    joined.keys.add(key);
    return (await joined.values).get(key);
  };
}

/** For what must be there, by the database's own foreign keys. */
export async function must<Value>(value: Promise<Value | undefined>, what: string): Promise<Value> {
  const found = await value;
  if (found === undefined) throw new Error(`${what} is referred to but is not there`);
  return found;
}
