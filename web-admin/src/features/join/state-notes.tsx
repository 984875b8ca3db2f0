import { Stack } from '@mantine/core';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useStore } from '../connection/use-store.ts';
import type { Meeting } from '../session/meeting.ts';
import type { MeetingState } from '../session/meeting-state.ts';

/** What goes wrong while the meeting goes on. */
export function StateNotes({ meeting, room }: { meeting: Meeting; room: MeetingState }) {
  const sendProblem = useStore(meeting.sendProblem);
  const arenaProblem = room.link?.state === 'LINKED' ? null : (room.link?.problem ?? null);
  if (sendProblem === null && arenaProblem === null) return null;
  return (
    <Stack gap={6} px={10}>
      {sendProblem === null ? null : <ProblemAlert problem={sendProblem} tone="red" />}
      {arenaProblem === null ? null : <ProblemAlert problem={arenaProblem} />}
    </Stack>
  );
}
