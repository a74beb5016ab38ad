/** That there was a first start: a fact of its own, because all that it made can be deleted. */
export interface FirstStart {
  was(): Promise<boolean>;
  /** Fails when it was recorded before. */
  record(at: number): Promise<void>;
}
