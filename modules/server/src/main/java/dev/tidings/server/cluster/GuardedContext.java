package dev.tidings.server.cluster;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.cluster.impl.JoinMessage;
import com.hazelcast.nio.MemberSocketInterceptor;
import java.net.UnknownHostException;

/**
 * Puts the {@link MemberGate} where Hazelcast has the place for it but, in its free edition, no setting; and refuses to let
 * a member join under an address that the configuration does not name. Immutable. Uses internal classes of the pinned
 * version; {@code ForeignMemberIT} shows that they still do what they did.
 */
final class GuardedContext extends DefaultNodeContext {

    private final MemberList members;
    private final MemberGate gate;

    GuardedContext(MemberList members, MemberGate gate) {
        this.members = members;
        this.gate = gate;
    }

    @Override
    public NodeExtension createNodeExtension(Node node) {
        return new DefaultNodeExtension(node) {
            @Override
            public MemberSocketInterceptor getSocketInterceptor(EndpointQualifier qualifier) {
                return gate;
            }

            @Override
            public void validateJoinRequest(JoinMessage request) {
                super.validateJoinRequest(request);
                if (!isNamed(request)) {
                    throw new IllegalArgumentException(request.getAddress() + " is not named in cluster.members");
                }
            }
        };
    }

    private boolean isNamed(JoinMessage request) {
        try {
            return members.names(
                    request.getAddress().getInetAddress(), request.getAddress().getPort());
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
