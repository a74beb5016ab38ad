// The checks of the certification plan "RP-Initiated Logout OP" of the OpenID Foundation. See README.md.

import { logoutModules } from './logout-modules.ts';
import { runPlan } from './plan.ts';

runPlan('RP-Initiated Logout OP', { modules: logoutModules });
