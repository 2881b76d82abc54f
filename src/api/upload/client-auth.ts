/** How clients without a private key show who they are: the one thing in which the versions of the upload API differ. */
import type { Accounts, KeyPair } from '../../accounts/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { FormFields, OtherFields } from './fields.ts';

export type ClientAuthDeps = {
  readonly accounts: Pick<Accounts, 'byPublicKey' | 'consumeToken'>;
  readonly clock: Clock;
};

/** The text fields of a form that has come to its end. */
export type CompleteForm = { readonly fields: FormFields; readonly others: OtherFields };

export type KnownClient = {
  /** Whose private key has signed. */
  readonly pair: KeyPair;
  /** What is left to check when all of the form is there. */
  readonly checkForm: (form: CompleteForm) => void;
};

export type ClientAuth = {
  /** Whether fields count that mean nothing to the API. */
  readonly signsOthers: boolean;
  /** Whether all has come by which a client is known: then it is, before its file is taken. */
  isComplete(fields: FormFields): boolean;
  /**
   * Who it is. Uses up the token, which stays used when the upload fails later.
   */
  authenticate(fields: FormFields, deps: ClientAuthDeps): Promise<KnownClient>;
  /** An upload with a private key may not be signed as well. */
  refuse(fields: FormFields): void;
};
