import { defineErrors } from '../kernel/index.ts';

export const errors = defineErrors({
  deliveryNotFound: {
    code: 'EDELIVERY',
    status: 404,
    message: 'The requested delivery does not exist.',
    help: 'Deliveries that arrived are kept for an hour, those that were given up for a month.',
  },
  deliveryUnderWay: {
    code: 'EDELIVERY',
    status: 400,
    message: 'The requested delivery is still under way.',
    help: 'It is tried again by itself, at the time in nextAttemptAt.',
  },
  deliveryArrived: {
    code: 'EDELIVERY',
    status: 400,
    message: 'The requested delivery has arrived.',
    help: 'Only what was given up can be sent again.',
  },
  receiverGone: {
    code: 'EDELIVERY',
    status: 400,
    message: 'The webhook of the requested delivery is disabled or was removed.',
    help: 'Enable it first.',
  },
});
