/**
 * What the media node has to be told so that it does what the database says about closed rooms and arena links. Pure:
 * what is wanted and what the node has confirmed go in, commands come out. All of them are safe to repeat.
 */
import type { ArenaLinkId, RoomId } from '../base/ids.ts';
import type { CodecRules } from '../policy/codec-policy.ts';

/** A link that stands, with all that the node needs to make it. */
export interface WantedLink {
  linkId: ArenaLinkId;
  roomId: RoomId;
  roomName: string;
  host: string;
  rtpPort: number;
  arena: string;
  token: string | undefined;
  rules: CodecRules;
}

export interface Wanted {
  links: WantedLink[];
  /** Ended, but the node has not said yet that it let go of them. */
  linksToRelease: { linkId: ArenaLinkId; roomId: RoomId }[];
  /** Closed, likewise. */
  roomsToRelease: RoomId[];
}

export type Step =
  | { kind: 'link'; link: WantedLink }
  | { kind: 'unlink'; roomId: RoomId; linkId: ArenaLinkId }
  | { kind: 'closeRoom'; roomId: RoomId };

/** In the order in which they are to be done: a room lets go of its old link before it gets a new one. */
export function reconcile(wanted: Wanted, confirmed: ReadonlySet<ArenaLinkId>): Step[] {
  const closing = new Set(wanted.roomsToRelease);
  return [
    ...wanted.roomsToRelease.map((roomId): Step => ({ kind: 'closeRoom', roomId })),
    ...wanted.linksToRelease.map((link): Step => ({ kind: 'unlink', ...link })),
    ...wanted.links
      .filter((link) => !confirmed.has(link.linkId) && !closing.has(link.roomId))
      .map((link): Step => ({ kind: 'link', link })),
  ];
}
