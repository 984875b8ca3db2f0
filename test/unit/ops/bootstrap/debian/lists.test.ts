import { describe, expect, it } from '@jest/globals';
import { installCommand, missingPackages, packagesFor } from '../../../../../ops/bootstrap/debian/lists.mjs';

const FFMPEG = { name: 'ffmpeg', binary: 'ffmpeg' };
const LIBUV = { name: 'libuv1-dev', module: 'libuv' };
const FONTS = { name: 'fonts-liberation', optional: true };

describe('missing Debian packages', () => {
  it('a package that dpkg knows as installed is there', () => {
    expect(
      missingPackages([FFMPEG, LIBUV, FONTS], system({ installed: ['ffmpeg', 'libuv1-dev', 'fonts-liberation'] })),
    ).toEqual([]);
  });

  it('a program or a library from elsewhere is as good as the package', () => {
    const here = system({ binaries: ['ffmpeg'], modules: ['libuv'], installed: [] });
    expect(missingPackages([FFMPEG, LIBUV], here)).toEqual([]);
  });

  it('what neither dpkg nor the machine knows is missing', () => {
    expect(missingPackages([FFMPEG, LIBUV, FONTS], system({ installed: [] }))).toEqual([FFMPEG, LIBUV, FONTS]);
  });

  it('without dpkg, a package that only dpkg could tell of is taken to be there', () => {
    expect(missingPackages([FFMPEG, LIBUV, FONTS], system({}))).toEqual([FFMPEG, LIBUV]);
  });

  it('tells a person one command to run', () => {
    expect(installCommand([FFMPEG, LIBUV], false)).toBe(
      'sudo apt-get update && sudo apt-get install -y --no-install-recommends ffmpeg libuv1-dev',
    );
    expect(installCommand([FFMPEG], true)).toBe('apt-get update && apt-get install -y --no-install-recommends ffmpeg');
  });
});

describe('what is wanted', () => {
  it('a start needs no browser and no Prometheus, the tests do', () => {
    const names = (purpose: 'start' | 'test') => packagesFor(purpose).map(({ name }) => name);
    expect(names('start')).toEqual(expect.arrayContaining(['ffmpeg', 'espeak-ng', 'gstreamer1.0-plugins-good']));
    expect(names('start')).not.toEqual(expect.arrayContaining(['chromium']));
    expect(names('test')).toEqual(expect.arrayContaining([...names('start'), 'chromium', 'prometheus', 'iproute2']));
  });
});

function system({
  binaries = [],
  modules = [],
  installed,
}: {
  binaries?: string[];
  modules?: string[];
  installed?: string[];
}) {
  return {
    has: (binary: string) => binaries.includes(binary),
    hasModule: (module: string) => modules.includes(module),
    installed: installed && new Set(installed),
  };
}
