import { render } from 'preact';
import { load, showFragment } from './state/actions.ts';
import { theme } from './state/state.ts';
import { App } from './views/app.tsx';
import { listenToKeys } from './views/keys.ts';
import { applyTheme, followFragment, savedTheme } from './world.ts';

theme.value = savedTheme();
if (theme.value !== 'auto') applyTheme(theme.value);
followFragment(showFragment);
listenToKeys();
const place = document.getElementById('app')!;
place.textContent = '';
render(<App />, place);
void load();
