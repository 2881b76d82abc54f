/**
 * Whether an upload is let in. A client that signs is known as soon as its fields say enough, so that no file is taken
 * from whom it would be refused; what else the signature covers is checked when the form is complete.
 */
import type { FastifyRequest } from 'fastify';
import type { ClientAuth, ClientAuthDeps, CompleteForm } from './client-auth.ts';
import type { FormFields } from './fields.ts';
import type { UnauthenticatedHold } from './unauthenticated.ts';

export type Admission = {
  /** Before the file is taken, with the fields that came before it. */
  early(fields: FormFields): Promise<void>;
  /** When all of the form is there. */
  finally(form: CompleteForm): Promise<void>;
};

/** Errors of both: those of `auth`. `hold` is released as soon as it is known who sends the bytes. */
export function createAdmission(
  request: Pick<FastifyRequest, 'keyPair' | 'signedBy'>,
  auth: ClientAuth,
  hold: UnauthenticatedHold,
  deps: ClientAuthDeps,
): Admission {
  if (request.keyPair !== undefined) {
    hold.release();
    return { early: async () => {}, finally: async ({ fields }) => auth.refuse(fields) };
  }
  let checkForm: ((form: CompleteForm) => void) | undefined;
  const authenticate = async (fields: FormFields) => {
    const client = await auth.authenticate(fields, deps);
    request.signedBy = client.pair;
    checkForm = client.checkForm;
    hold.release();
  };
  return {
    early: async (fields) => {
      if (auth.isComplete(fields)) await authenticate(fields);
    },
    finally: async (form) => {
      if (checkForm === undefined) await authenticate(form.fields);
      checkForm?.(form);
    },
  };
}
