import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export interface Secrets {
  tokenSecret: string;
  adminKey: string;
}

const secrets = z.object({ tokenSecret: z.string().min(32), adminKey: z.string().min(16) });

/** Secrets for an installation that was given none: made up at the first start, kept for its owner's eyes only. */
export async function keptSecrets(dataDir: string): Promise<Secrets> {
  const path = join(dataDir, 'secrets.json');
  const made = { tokenSecret: randomBytes(32).toString('base64url'), adminKey: randomBytes(24).toString('base64url') };
  await mkdir(dataDir, { recursive: true });
  try {
    await writeFile(path, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return secrets.parse(JSON.parse(await readFile(path, 'utf8')));
  }
}
