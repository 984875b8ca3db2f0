import { installMissing } from '../debian/install.mjs';
import { missingPackages, packagesFor } from '../debian/lists.mjs';
import { systemFor } from '../debian/system.mjs';

/**
 * @param {import('../context.mjs').Context} context
 * @param {import('../set-up.mjs').Purpose} purpose
 * @returns {import('../steps.mjs').Step}
 */
export function debianPackagesStep(context, purpose) {
  const wanted = packagesFor(purpose);
  return {
    title: 'system packages',
    done: async () => {
      const missing = missingPackages(wanted, systemFor(wanted, context.env));
      return missing.length === 0 ? 'up to date' : undefined;
    },
    run: (say) => installMissing(context, wanted, say),
  };
}
