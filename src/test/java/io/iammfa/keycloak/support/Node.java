package io.iammfa.keycloak.support;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;

/** The node that answers; as long as there is none, the server of an address does so itself. */
final class Node extends ProxySelector {

    private volatile InetSocketAddress address;

    void at(String url) {
        URI node = URI.create(url);
        address = new InetSocketAddress(node.getHost(), node.getPort());
    }

    @Override
    public List<Proxy> select(URI uri) {
        return List.of(address == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, address));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress proxy, IOException failure) {}
}
