import { Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Brand } from '../../ui/brand.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import type { Problem } from '../connection/problem.ts';

/** Asks for the admin key. */
export function KeyGate({ problem, onKey }: { problem: Problem | null; onKey(key: string): void }) {
  const [key, setKey] = useState('');
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (key.trim() !== '') onKey(key.trim());
  }
  return (
    <Center mih="100dvh" p="md">
      <Paper component="main" withBorder p="xl" bg="dark.7" maw={420} w="100%">
        <form onSubmit={submit}>
          <Stack>
            <Brand />
            <Title order={1} size="h3">
              Console
            </Title>
            <Text size="sm" c="dark.1">
              Bryggen prints the admin key where it was started, and takes one from its settings.
            </Text>
            {problem === null ? null : <ProblemAlert problem={problem} />}
            <PasswordInput
              label="Admin key"
              value={key}
              required
              autoComplete="off"
              data-autofocus
              onChange={(event) => setKey(event.currentTarget.value)}
            />
            <Button type="submit" disabled={key.trim() === ''}>
              Open the console
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
