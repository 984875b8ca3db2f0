import { Center, Group, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface StatePanelProps {
  icon: Icon;
  title: string;
  /** A Mantine colour. */
  tone?: string;
  children?: ReactNode;
  actions?: ReactNode;
}

/** A whole page that says one thing and what can be done about it. */
export function StatePanel({ icon: Sign, title, tone = 'harbour', children, actions }: StatePanelProps) {
  return (
    <Center mih="100dvh" p="md">
      <Paper component="main" withBorder p="xl" maw={460} w="100%" bg="dark.7" role="status" aria-live="polite">
        <Stack align="center" gap="md" ta="center">
          <ThemeIcon size={56} radius="xl" variant="light" color={tone} aria-hidden>
            <Sign size={30} stroke={1.6} />
          </ThemeIcon>
          <Title order={1} size="h3">
            {title}
          </Title>
          <Text component="div" c="dark.1" size="sm">
            {children}
          </Text>
          {actions === undefined ? null : <Group justify="center">{actions}</Group>}
        </Stack>
      </Paper>
    </Center>
  );
}
