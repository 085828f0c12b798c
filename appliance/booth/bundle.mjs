// Bundles the pages that run code in a browser. Filled by the booth and the stations.
