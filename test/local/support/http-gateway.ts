import { useGateway } from './exchange.ts';

export const start = useGateway();
