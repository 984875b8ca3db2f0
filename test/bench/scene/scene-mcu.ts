/** A Virtual Arena with one participant whose picture moves. */
import { createReferenceMcu, type ReferenceMcu } from '../../support/arena-mcu/reference-mcu.ts';
import { silentLog } from '../../support/silent-log.ts';

export const ARENA = 'ops-room';

export async function startSceneMcu(): Promise<ReferenceMcu> {
  const mcu = await createReferenceMcu({ arenas: [ARENA], log: silentLog });
  await mcu.addParticipant(ARENA, {
    name: 'Ingrid',
    sound: { kind: 'tone', frequencyHz: 440 },
    picture: { kind: 'pattern', colour: { red: 80, green: 170, blue: 255 } },
  });
  return mcu;
}

/** Resolves once nobody is in the arena and its encoders have nobody to work for. */
export async function emptied(mcu: ReferenceMcu): Promise<void> {
  await mcu.until(() => mcu.sessions().length === 0, { what: 'the arena is empty' });
}
