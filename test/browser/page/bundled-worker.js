import { fromJSON } from 'paramlayout';
import { load } from 'paramlayout/checkpoint';

onmessage = async ({ data: { json, blob } }) => {
  const flat = await load(fromJSON(json), blob);
  postMessage(flat);
};
