/**
 * Access tokens that are worthless before they expire: revoked one by one, each by its `jti`, or because the grant they
 * were issued under has ended. The query that finds the caller looks at them (`Callers`), so every process of the
 * installation refuses such a token with its next request.
 */
export interface Revocations {
  /**
   * @param organizationId that of the token, which asks with it whether it is revoked.
   * @param until when the token, or the last one of the grant, expires by itself. Epoch milliseconds.
   */
  revoke(organizationId: string, id: string, until: number): Promise<void>;
}
