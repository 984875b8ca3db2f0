import { Group, NumberInput, PasswordInput, Stack, TextInput } from '@mantine/core';
import type { ArenaFields } from './arena-fields.ts';

interface ArenaInputsProps {
  fields: ArenaFields;
  onChange(fields: ArenaFields): void;
  /** The input field that the server did not accept, by its last name. */
  wrong?: string | undefined;
}

/** Where an arena is. */
export function ArenaInputs({ fields, onChange, wrong }: ArenaInputsProps) {
  return (
    <Stack gap="sm">
      <Group grow align="flex-start" preventGrowOverflow={false}>
        <TextInput
          label="MCU host"
          placeholder="mcu.example or 10.0.0.5"
          value={fields.host}
          error={wrong === 'host'}
          onChange={(event) => onChange({ ...fields, host: event.currentTarget.value })}
        />
        <NumberInput
          label="RTP port"
          placeholder="Even; RTCP is one above"
          value={fields.rtpPort}
          error={wrong === 'rtpPort'}
          min={2}
          max={65534}
          step={2}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator=""
          onChange={(rtpPort) => onChange({ ...fields, rtpPort })}
        />
      </Group>
      <TextInput
        label="Arena"
        placeholder="Its name on the MCU"
        value={fields.arena}
        error={wrong === 'arena'}
        onChange={(event) => onChange({ ...fields, arena: event.currentTarget.value })}
      />
      <PasswordInput
        label="Token"
        description="Only if the MCU asks for one"
        value={fields.token}
        autoComplete="off"
        onChange={(event) => onChange({ ...fields, token: event.currentTarget.value })}
      />
    </Stack>
  );
}
