import { describe, expect, it } from '@jest/globals';
import { mayConnectFrom } from '../../../../api/server/origin.ts';

const allowed = ['https://portal.example'];

describe('a WebSocket from another origin', () => {
  it.each([
    ['a program, which sends none', undefined, 'bryggen.example', true],
    ['our own page', 'https://bryggen.example', 'bryggen.example', true],
    ['our own page on a port', 'http://127.0.0.1:4000', '127.0.0.1:4000', true],
    ['our own page by another spelling', 'https://bryggen.example', 'Bryggen.Example', true],
    ['a listed site', 'https://portal.example', 'bryggen.example', true],
    ['another site', 'https://evil.example', 'bryggen.example', false],
    ['another port', 'http://127.0.0.1:4001', '127.0.0.1:4000', false],
    ['a page without an origin', 'null', 'bryggen.example', false],
    ['a request without a host', 'https://bryggen.example', undefined, false],
  ])('from %s: %s to %s is %s', (_who, origin, host, may) => {
    expect(mayConnectFrom(origin, host, allowed)).toBe(may);
  });
});
