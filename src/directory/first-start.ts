/** Whether there was a first start. It is recorded by itself, because everything that it created can be deleted. */
export interface FirstStart {
  was(): Promise<boolean>;
  /** Fails when it was recorded before. */
  record(at: number): Promise<void>;
}
