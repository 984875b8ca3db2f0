import type { CodecPolicyId } from '../base/ids.ts';
import type { CodecPolicy } from './codec-policy.ts';

export interface CodecPolicyReader {
  byIds(ids: readonly CodecPolicyId[]): Promise<CodecPolicy[]>;
  /** Always there: a migration makes it. */
  default(): Promise<CodecPolicy>;
}
