import { Badge, Switch, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { StreamDetailsFragment } from '../../gql/graphql.ts';
import { Moment } from '../../ui/moment.tsx';
import { sourceNames } from '../event/event-text.ts';
import { legRows } from './leg-rows.ts';
import classes from './stream-table.module.css';

/** Streams with every leg: which SSRC carries them as what, on which side. */
export function StreamTable({ streams }: { streams: readonly StreamDetailsFragment[] }) {
  const [all, setAll] = useState(false);
  if (streams.length === 0) {
    return (
      <Text size="sm" c="dark.2">
        Sends nothing.
      </Text>
    );
  }
  const ended = streams.some(({ legs }) => legs.some(({ endedAt }) => endedAt !== null));
  return (
    <>
      <Table.ScrollContainer minWidth={560}>
        <Table className={classes['table'] ?? ''} withTableBorder>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Stream</Table.Th>
              <Table.Th>Leg</Table.Th>
              <Table.Th>SSRC</Table.Th>
              <Table.Th>PT</Table.Th>
              <Table.Th>Codec</Table.Th>
              <Table.Th>Since</Table.Th>
            </Table.Tr>
          </Table.Thead>
          {streams.map((stream) => {
            const rows = legRows(stream.legs, all);
            return (
              <Table.Tbody
                key={stream.id}
                data-stream-id={stream.id}
                data-source={stream.source}
                data-kind={stream.kind}
              >
                {rows.length === 0 ? (
                  <Table.Tr>
                    <StreamCell stream={stream} rows={1} />
                    <Table.Td colSpan={5} c="dark.2">
                      No leg carries it now
                    </Table.Td>
                  </Table.Tr>
                ) : null}
                {rows.map((leg, index) => (
                  <Table.Tr key={leg.key} data-side={leg.side} data-direction={leg.direction} data-ended={leg.ended}>
                    {index === 0 ? <StreamCell stream={stream} rows={rows.length} /> : null}
                    <Table.Td>{leg.name}</Table.Td>
                    <Table.Td ff="monospace" data-ssrc={leg.ssrc}>
                      {leg.ssrc}
                    </Table.Td>
                    <Table.Td ff="monospace">{leg.payloadType}</Table.Td>
                    <Table.Td>{leg.codecName}</Table.Td>
                    <Table.Td>
                      <Moment at={leg.startedAt} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            );
          })}
        </Table>
      </Table.ScrollContainer>
      {ended ? (
        <Switch
          mt={6}
          size="xs"
          label="Show ended legs"
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      ) : null}
    </>
  );
}

function StreamCell({ stream, rows }: { stream: StreamDetailsFragment; rows: number }) {
  return (
    <Table.Td rowSpan={rows} className={classes['stream'] ?? ''}>
      <Text size="sm" tt="capitalize">
        {sourceNames[stream.source]}
      </Text>
      {stream.state === 'PAUSED' ? (
        <Badge size="xs" color="yellow" variant="light">
          Paused
        </Badge>
      ) : null}
    </Table.Td>
  );
}
