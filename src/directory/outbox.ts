/** Something to tell a person, written in the transaction of the event it tells of. */
interface Notice {
  readonly organizationId: string;
  readonly kind: 'PasswordChanged';
  readonly userId: string;
  readonly at: number;
}

export interface Outbox {
  put(notice: Notice): Promise<void>;
}
