import { createMx } from '@mx-member/adapters/mx';
import { createMemberActors, memberMachine } from '@mx-member/machine';
import { onboarding } from './onboarding.ts';

const { MX_CLIENT_ID: clientId = '', MX_API_KEY: apiKey = '' } = process.env;
const mx = createMx({ clientId, apiKey, environment: 'integration' });

const member = memberMachine.provide({ actors: createMemberActors(mx) });
export const app = onboarding.provide({ actors: { member } });
