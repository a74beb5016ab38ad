// The checks of the certification plan "Basic OP" of the OpenID Foundation. See README.md.

import { runPlan } from './plan.ts';
import { requestModules } from './request-modules.ts';
import { signInModules } from './sign-in-modules.ts';
import { tokenModules } from './token-modules.ts';

runPlan('Basic OP', { modules: { ...signInModules, ...requestModules, ...tokenModules } });
