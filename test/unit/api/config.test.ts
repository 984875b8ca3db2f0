import { describe, expect, it } from '@jest/globals';
import { configDocs, readConfig } from '../../../api/config.ts';

describe('the configuration', () => {
  it('has defaults for everything', () => {
    expect(readConfig({})).toEqual({
      ok: true,
      config: {
        databaseUrl: undefined,
        host: '127.0.0.1',
        port: 4000,
        publicUrl: undefined,
        dataDir: '.bryggen',
        tokenSecret: undefined,
        adminKey: undefined,
        allowedOrigins: [],
        reconnectWithinMs: 15_000,
        socketPingMs: 5000,
        logLevel: 'info',
        logPretty: false,
        mediaEnv: {},
      },
    });
  });

  it('reads what it is given, an empty text like none', () => {
    const read = readConfig({
      PORT: '0',
      PUBLIC_URL: 'https://meet.example/',
      LOG_PRETTY: '1',
      BRYGGEN_ALLOWED_ORIGINS: 'https://a.example, https://b.example',
      DATABASE_URL: '',
    });
    expect(read).toMatchObject({
      ok: true,
      config: {
        port: 0,
        publicUrl: 'https://meet.example',
        logPretty: true,
        allowedOrigins: ['https://a.example', 'https://b.example'],
        databaseUrl: undefined,
      },
    });
  });

  it('tells every problem at once, by its variable', () => {
    const read = readConfig({ PORT: 'http', DATABASE_URL: 'mysql://x', BRYGGEN_TOKEN_SECRET: 'short' });
    if (read.ok) throw new Error('it was accepted');
    expect(read.problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'BRYGGEN_TOKEN_SECRET',
      'DATABASE_URL',
      'PORT',
    ]);
  });

  it("keeps our secrets from the media node's process", () => {
    const read = readConfig({
      PATH: '/bin',
      BRYGGEN_MEDIA_WORKERS: '2',
      BRYGGEN_ADMIN_KEY: 'an-admin-key-of-ours',
      DATABASE_URL: 'postgres://u:p@h/d',
      SOMETHING_ELSE: 'x',
    });
    expect(read).toMatchObject({ ok: true, config: { mediaEnv: { PATH: '/bin', BRYGGEN_MEDIA_WORKERS: '2' } } });
    if (read.ok) expect(Object.keys(read.config.mediaEnv)).toHaveLength(2);
  });

  it('has something to say about every variable', () => {
    for (const { name, about } of configDocs) expect([name, about]).toEqual([name, expect.stringMatching(/\.$/)]);
    expect(configDocs.find(({ name }) => name === 'PORT')?.default).toBe('4000');
  });
});
