import { describe, expect, it } from '@jest/globals';
import { progress } from '../../../../../ops/bootstrap/worker/build.mjs';

describe('the progress of a build', () => {
  it('says every twentieth file and the last, and nothing of the rest', () => {
    const said: string[] = [];
    const read = progress((line) => said.push(line));
    for (let n = 1; n <= 45; n++) read(`[${n}/45] Compiling C++ object x.cpp.o`);
    read('../src/x.cpp:1: warning: unused variable');
    expect(said).toEqual(['20 of 45', '40 of 45', '45 of 45']);
  });
});
