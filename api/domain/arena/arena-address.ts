import { fail, type InvalidInput, invalidInput, type Outcome, ok } from '../base/errors.ts';
import { parseText } from '../base/text.ts';
import type { ArenaAddress } from '../use-cases.ts';

const HOST = /^[a-z0-9._:-]{1,255}$/i;
const MAX_ARENA_NAME = 255;
const MAX_TOKEN = 4096;

/** Fields are told as they lie in a mutation's input: under `arena`. */
export function parseArenaAddress(address: ArenaAddress): Outcome<ArenaAddress, InvalidInput> {
  const { host, rtpPort, token } = address;
  if (!HOST.test(host)) {
    return fail(
      invalidInput('`arena.host` is no host name or address.', 'Send it without scheme and port.', 'arena.host'),
    );
  }
  if (!Number.isInteger(rtpPort) || rtpPort < 2 || rtpPort > 65_534 || rtpPort % 2 !== 0) {
    return fail(
      invalidInput(
        `${rtpPort} is not an RTP port.`,
        'Send an even port from 2 to 65534; RTCP is one above.',
        'arena.rtpPort',
      ),
    );
  }
  const arena = parseText(address.arena, 'arena.arena', MAX_ARENA_NAME);
  if (!arena.ok) return arena;
  if (token !== undefined && (token.length > MAX_TOKEN || token.includes('\0'))) {
    return fail(invalidInput('`arena.token` is too long.', `Send at most ${MAX_TOKEN} characters.`, 'arena.token'));
  }
  return ok({ host, rtpPort, arena: arena.value, token });
}
