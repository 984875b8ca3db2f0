import { describe, expect, it } from '@jest/globals';
import { parseValue } from 'graphql';
import { DateTime, RtpParameterValue, UInt32 } from '../../../../../api/schema/base/scalars.ts';

describe('DateTime', () => {
  it('is RFC 3339 in UTC with milliseconds', () => {
    expect(DateTime.serialize(new Date(Date.UTC(2026, 10, 23, 5, 9, 4)))).toBe('2026-11-23T05:09:04.000Z');
    expect(() => DateTime.serialize('yesterday')).toThrow(TypeError);
  });

  it('is read with any offset', () => {
    expect(DateTime.parseValue('2026-11-23T06:09:04+01:00')).toEqual(new Date('2026-11-23T05:09:04Z'));
    expect(() => DateTime.parseValue('2026-11-23')).toThrow('RFC 3339');
    expect(() => DateTime.parseValue('2026-13-23T06:09:04Z')).toThrow('RFC 3339');
  });
});

describe('UInt32', () => {
  it('holds every SSRC and nothing else', () => {
    expect(UInt32.parseValue(4_294_967_295)).toBe(4_294_967_295);
    expect(UInt32.parseLiteral(parseValue('0'), {})).toBe(0);
    for (const value of [-1, 4_294_967_296, 1.5, '7', null])
      expect(() => UInt32.parseValue(value)).toThrow('whole number');
  });
});

describe('RtpParameterValue', () => {
  it('is a string or a whole number', () => {
    expect(RtpParameterValue.parseValue('42e01f')).toBe('42e01f');
    expect(RtpParameterValue.parseLiteral(parseValue('1'), {})).toBe(1);
    for (const value of [true, 1.5, null, {}])
      expect(() => RtpParameterValue.parseValue(value)).toThrow('whole number');
    expect(() => RtpParameterValue.parseLiteral(parseValue('1.5'), {})).toThrow('whole number');
  });
});
