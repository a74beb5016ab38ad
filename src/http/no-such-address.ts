import { notFound } from '../errors.ts';

/** The refusal of an address at which there is nothing. */
export const noSuchAddress = () => notFound('There is nothing at this address.');
