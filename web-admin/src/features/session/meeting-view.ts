/** What the page draws of a meeting, picked out of its state. Pure. */
import type { MeetingState, Person, StreamView } from './meeting-state.ts';

export interface PersonTile {
  readonly person: Person;
  readonly isSelf: boolean;
  /** A shared screen before a camera. */
  readonly picture: StreamView | null;
  readonly microphone: StreamView | null;
  readonly muted: boolean;
}

export interface MeetingView {
  readonly scene: StreamView | null;
  /** Others first come first, oneself last. */
  readonly tiles: readonly PersonTile[];
  /** Every sound to play: all but one's own. */
  readonly sounds: readonly StreamView[];
}

export function viewOf({ people, streams, selfId }: MeetingState): MeetingView {
  const tiles = people.map((person) => tileOf(person, streams, selfId));
  return {
    scene: streams.find(({ source }) => source === 'SCENE') ?? null,
    tiles: [...tiles.filter(({ isSelf }) => !isSelf), ...tiles.filter(({ isSelf }) => isSelf)],
    sounds: streams.filter(({ kind, ownerId }) => kind === 'AUDIO' && ownerId !== selfId),
  };
}

function tileOf(person: Person, streams: readonly StreamView[], selfId: string): PersonTile {
  const own = streams.filter(({ ownerId }) => ownerId === person.id);
  const microphone = own.find(({ source }) => source === 'MICROPHONE') ?? null;
  return {
    person,
    isSelf: person.id === selfId,
    picture: own.find(({ source }) => source === 'SCREEN') ?? own.find(({ source }) => source === 'CAMERA') ?? null,
    microphone,
    // The arena mixes its people's sound: that one has no stream of its own says nothing about being muted.
    muted: person.origin === 'BROWSER' ? microphone === null || microphone.paused : microphone?.paused === true,
  };
}
