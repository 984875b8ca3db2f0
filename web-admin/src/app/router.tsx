import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { BrokenPage, MissingPage, WaitingPage } from './fallbacks.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: MissingPage, errorComponent: BrokenPage });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/console' });
  },
});

// Each page is a bundle of its own: who joins does not load the console, and the other way round.
const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  component: lazyRouteComponent(() => import('../features/join/join-page.tsx'), 'JoinPage'),
});

const consoleFrame = createRoute({
  getParentRoute: () => root,
  path: '/console',
  component: lazyRouteComponent(() => import('../features/console/console-frame.tsx'), 'ConsoleFrame'),
});

const rooms = createRoute({
  getParentRoute: () => consoleFrame,
  path: '/',
  component: lazyRouteComponent(() => import('../features/room/rooms-page.tsx'), 'RoomsPage'),
});

const room = createRoute({
  getParentRoute: () => consoleFrame,
  path: 'rooms/$slug',
  component: lazyRouteComponent(() => import('../features/room/room-page.tsx'), 'RoomPage'),
});

const routeTree = root.addChildren([home, join, consoleFrame.addChildren([rooms, room])]);

export function createAppRouter() {
  return createRouter({ routeTree, defaultPendingComponent: WaitingPage, scrollRestoration: true });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
