import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { createAppRouter } from './app/router.tsx';
import { Shell } from './app/shell.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <Shell>
    <RouterProvider router={createAppRouter()} />
  </Shell>,
);
