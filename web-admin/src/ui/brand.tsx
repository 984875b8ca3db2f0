import { Group, Text } from '@mantine/core';

export function Brand() {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src="/bryggen.svg" alt="" width={26} height={26} />
      <Text fw={650} size="md" lts={0.2}>
        Bryggen
      </Text>
    </Group>
  );
}
