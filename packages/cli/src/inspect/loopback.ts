const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether an address is on this machine. */
export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.test(hostname);
