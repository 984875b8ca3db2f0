import type { LeaveReason } from '../../gql/graphql.ts';
import type { MeetingEnd } from '../session/meeting-end.ts';

export interface EndText {
  /** For tests and styles: which of the ends it is. */
  name: string;
  title: string;
  text: string;
  /** Whether joining again makes sense. */
  again: boolean;
  /** After so long the page joins again by itself; 0 where the person has to want it. */
  retryAfterMs: number;
}

const removed: Partial<Record<LeaveReason, Pick<EndText, 'title' | 'text'>>> = {
  CONNECTION_LOST: {
    title: 'The connection was lost for too long',
    text: 'Your place in the room was given up. Check your network, then join again.',
  },
  NODE_LOST: {
    title: 'The media server went down',
    text: 'It is started again by itself, and you will be back in a moment.',
  },
};

/** About what a media node needs to be up again. */
const NODE_RETRY_MS = 2_000;

const linkIsOver = new Set(['TOKEN_INVALID', 'TOKEN_EXPIRED', 'FORBIDDEN', 'ROOM_NOT_FOUND']);

/** What to tell a person whose stay has ended. Pure. */
export function endText(end: MeetingEnd): EndText {
  const once = { again: false, retryAfterMs: 0 };
  switch (end.kind) {
    case 'left':
      return {
        name: 'left',
        title: 'You left the meeting',
        text: 'You can come back as long as the link holds.',
        ...once,
        again: true,
      };
    case 'room-closed':
      return {
        name: 'room-closed',
        title: 'The room is closed',
        text: 'The meeting is over. Ask whoever invited you for a new link.',
        ...once,
      };
    case 'removed': {
      const fallback = { title: 'You are no longer in the room', text: 'Join again if you should be there.' };
      const retryAfterMs = end.reason === 'NODE_LOST' ? NODE_RETRY_MS : 0;
      return { name: 'removed', ...(removed[end.reason] ?? fallback), again: true, retryAfterMs };
    }
    case 'failed': {
      const { code, message, remedy, retryAfterMs } = end.problem;
      if (code === 'ROOM_CLOSED')
        return { name: 'room-closed', title: 'The room is closed', text: `${message} ${remedy}`, ...once };
      if (code === 'TOKEN_EXPIRED')
        return { name: 'link-expired', title: 'This link has expired', text: `${message} ${remedy}`, ...once };
      if (linkIsOver.has(code))
        return { name: 'link-invalid', title: 'This link does not work', text: `${message} ${remedy}`, ...once };
      const title = code === 'MEDIA_NODE_UNAVAILABLE' ? 'The media server is not available' : 'That did not work';
      const name = code === 'MEDIA_NODE_UNAVAILABLE' ? 'unavailable' : 'failed';
      return { name, title, text: `${message} ${remedy}`, again: true, retryAfterMs: retryAfterMs ?? 0 };
    }
  }
}
