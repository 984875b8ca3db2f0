import type { CodecPolicy as CodecRules } from '../../../media/contract/policy.ts';
import type { CodecPolicyId } from '../base/ids.ts';

export type { CodecRules };

/** What a room allows and prefers on each leg. */
export interface CodecPolicy {
  id: CodecPolicyId;
  /** Unique. */
  name: string;
  rules: CodecRules;
}
