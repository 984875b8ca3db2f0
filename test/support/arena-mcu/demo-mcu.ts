/** The MCU of the demo: two people in an operations room, who talk in turn, and their moving scene. */
import type { Log } from '../../../media/contract/log.ts';
import { createReferenceMcu, type ReferenceMcu } from './reference-mcu.ts';

export const demoArena = 'ops-room';

const roundMs = 18_000;

/** Starts it on a free pair of ports of 127.0.0.1. Without espeak-ng the two are tones. */
export async function startDemoMcu({ log }: { log: Log }): Promise<ReferenceMcu> {
  const mcu = await createReferenceMcu({ arenas: [demoArena], composeGateway: true, log });
  try {
    await mcu.addParticipant(demoArena, {
      name: 'Ingrid, Platform Alpha',
      sound: {
        kind: 'speech',
        text: 'This is Ingrid on Platform Alpha. Pressure in separator two is stable, and the new valve is in place. Do you see our readings?',
        voice: 'en-gb+f3',
        loopMs: roundMs,
      },
      picture: { kind: 'pattern', colour: { red: 80, green: 170, blue: 255 } },
    });
    await mcu.addParticipant(demoArena, {
      name: 'Lars, Onshore Centre',
      sound: {
        kind: 'speech',
        text: 'Lars here, onshore centre. We see them, thank you. The people in the browser can hear us both. Please carry on with the test.',
        voice: 'en-gb',
        loopMs: roundMs,
        startMs: roundMs / 2,
      },
      picture: { kind: 'pattern', colour: { red: 255, green: 160, blue: 70 } },
    });
  } catch (error) {
    await mcu.close();
    throw error;
  }
  return mcu;
}
