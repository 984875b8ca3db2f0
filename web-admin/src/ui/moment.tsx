import { Text } from '@mantine/core';
import { momentText } from './moment-text.ts';

/** A time of day, with the date where it is not today; the exact instant on hover. */
export function Moment({ at }: { at: string }) {
  return (
    <Text
      component="time"
      dateTime={at}
      title={at}
      size="xs"
      c="dark.2"
      ff="monospace"
      style={{ whiteSpace: 'nowrap' }}
    >
      {momentText(new Date(at), new Date())}
    </Text>
  );
}
