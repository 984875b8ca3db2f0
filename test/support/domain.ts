/** The domain on a real database, with a scripted media node. */
import type { DomainError, Outcome } from '../../api/domain/base/errors.ts';
import type { RoomId } from '../../api/domain/base/ids.ts';
import { createRandom } from '../../api/domain/base/random.ts';
import { createDomain, type Domain } from '../../api/domain/domain.ts';
import type { LoggedEvent } from '../../api/domain/event/event.ts';
import { openStore, type Store } from '../../api/store/store.ts';
import { startTestPostgres, type TestPostgres } from './postgres.ts';
import { createScriptedNode, type ScriptedNode } from './scripted-media-node.ts';
import { silentLog } from './silent-log.ts';

export interface TestDomain extends Domain {
  postgres: TestPostgres;
  store: Store;
  node: ScriptedNode;
  /** Another process on the same database. */
  another(): Promise<{ store: Store; domain: Domain; node: ScriptedNode }>;
  /** The room's events so far. */
  told(roomId: RoomId): Promise<LoggedEvent[]>;
}

async function inProcess(url: string) {
  const random = createRandom();
  const store = await openStore({ url, log: silentLog, random });
  const node = createScriptedNode();
  const domain = createDomain({ store, node, random, clock: { now: () => new Date() }, log: silentLog });
  return { store, node, domain };
}

export async function startTestDomain(): Promise<TestDomain> {
  const postgres = await startTestPostgres();
  const { store, node, domain } = await inProcess(postgres.url);
  return {
    ...domain,
    postgres,
    store,
    node,
    another: () => inProcess(postgres.url),
    told: (roomId) => store.events.read({ roomId, limit: 1000 }),
    async close() {
      await domain.close();
      await store.close();
      await postgres.close();
    },
  };
}

/** The value of an outcome that is to be ok. */
export function must<T>(outcome: Outcome<T, DomainError>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(`not ok: ${JSON.stringify(outcome.error)}`);
}

/** The code of an outcome that is to be none. */
export function codeOf(outcome: Outcome<unknown, DomainError>): string {
  return outcome.ok ? 'ok' : outcome.error.code;
}
