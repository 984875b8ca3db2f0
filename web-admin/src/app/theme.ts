import { createTheme } from '@mantine/core';

/** Dark and quiet, for operations rooms; only fonts that the computer has. */
export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 6, dark: 6 },
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", "Liberation Mono", monospace',
  headings: { fontWeight: '600' },
  colors: {
    harbour: [
      '#e3f8fb',
      '#cdeef3',
      '#9fdce6',
      '#6ecad9',
      '#4cbbce',
      '#37b1c7',
      '#28a3ba',
      '#1690a6',
      '#057f94',
      '#006e81',
    ],
    dark: [
      '#d5dde5',
      '#a9b6c2',
      '#8696a5',
      '#5d6d7c',
      '#34424f',
      '#25313c',
      '#18222b',
      '#10171e',
      '#0c1117',
      '#070b0f',
    ],
  },
});
