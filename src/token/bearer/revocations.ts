/**
 * Access tokens that were revoked before they expired: one by one, each by its `jti`, or together with their grant. The
 * query that finds the caller reads them (`Callers`), so every process refuses such a token from its next request on.
 */
export interface Revocations {
  /**
   * @param organizationId that of the token, which asks with it whether it is revoked.
   * @param until when the token, or the last one of the grant, expires by itself. Epoch milliseconds.
   */
  revoke(organizationId: string, id: string, until: number): Promise<void>;
}
