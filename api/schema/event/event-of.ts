import type { EventBody, EventType, LoggedEvent } from '../../domain/event/event.ts';

/** An event of the log whose body is known to be of one type. */
export type EventOf<Type extends EventType> = Omit<LoggedEvent, 'body'> & { body: Extract<EventBody, { type: Type }> };
export type AnyEvent = { [Type in EventType]: EventOf<Type> }[EventType];

/** The same event: TypeScript does not see by itself that a union inside is as good as a union outside. */
export function eventOf(event: LoggedEvent): AnyEvent {
  return event as AnyEvent;
}
