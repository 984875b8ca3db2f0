import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Problem } from '../features/connection/problem.ts';

interface ProblemAlertProps {
  problem: Problem;
  tone?: string;
}

/** What is wrong, and what to do about it. */
export function ProblemAlert({ problem, tone = 'orange' }: ProblemAlertProps) {
  return (
    <Alert
      color={tone}
      variant="light"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={problem.message}
      role="alert"
      data-problem={problem.code}
    >
      <Text size="sm">{problem.remedy}</Text>
    </Alert>
  );
}
