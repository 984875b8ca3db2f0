/** Lets what has been begun in promises (messages to the server) go out before the page goes on with heavy work. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
