// The checks of the certification plan "Form Post OP": those of "Basic OP", with answers that come as a form.

import { runPlan } from './plan.ts';
import { requestModules } from './request-modules.ts';
import { signInModules } from './sign-in-modules.ts';
import { tokenModules } from './token-modules.ts';

const modules = { ...signInModules, ...requestModules, ...tokenModules };
runPlan('Form Post OP', { modules, mode: 'form_post', table: 'Basic OP' });
