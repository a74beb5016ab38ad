import { watchCopies } from './copy.ts';
import { watchPolicies } from './policy-feedback.ts';
import { watchReveals } from './reveal.ts';

// What a browser with scripts adds to a page. Every page does its work without it.
watchReveals();
watchPolicies();
watchCopies();
