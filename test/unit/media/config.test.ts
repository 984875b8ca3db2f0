import { describe, expect, it } from '@jest/globals';
import { readMediaConfig } from '../../../media/config.ts';

describe('a media node’s settings', () => {
  it('have defaults for one machine', () => {
    const config = readMediaConfig({});
    expect(config).toMatchObject({
      listenIp: '127.0.0.1',
      announcedAddress: undefined,
      httpPort: 0,
      portRange: undefined,
    });
    expect(config.workerCount).toBeGreaterThan(0);
  });

  it('are read from the environment', () => {
    const config = readMediaConfig({
      BRYGGEN_MEDIA_LISTEN_IP: '0.0.0.0',
      BRYGGEN_MEDIA_ANNOUNCED_ADDRESS: 'media.example.com',
      BRYGGEN_MEDIA_RTC_PORT_MIN: '40000',
      BRYGGEN_MEDIA_RTC_PORT_MAX: '40010',
      BRYGGEN_MEDIA_WORKERS: '3',
    });
    expect(config).toMatchObject({
      listenIp: '0.0.0.0',
      announcedAddress: 'media.example.com',
      portRange: { min: 40_000, max: 40_010 },
      workerCount: 3,
    });
  });

  it('are refused with every problem named', () => {
    const wrong = { BRYGGEN_MEDIA_HTTP_PORT: '70000', BRYGGEN_MEDIA_WORKERS: 'many' };
    expect(() => readMediaConfig(wrong)).toThrow(/BRYGGEN_MEDIA_HTTP_PORT[\s\S]*BRYGGEN_MEDIA_WORKERS/);
    expect(() => readMediaConfig({ BRYGGEN_MEDIA_RTC_PORT_MIN: '40000' })).toThrow('go together');
  });
});
