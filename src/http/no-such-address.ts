import { GatehouseError } from '../errors.ts';

/** The refusal of an address at which there is nothing. */
export const noSuchAddress = () =>
  new GatehouseError({ code: 'NotFound', detail: 'There is nothing at this address.' });
