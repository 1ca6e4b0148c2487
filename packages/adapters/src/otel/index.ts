export {
  createMemberTelemetry,
  type MemberTelemetry,
  type MemberTelemetryOptions,
} from './telemetry.ts';
