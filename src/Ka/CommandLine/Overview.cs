namespace Ka.CommandLine;

/// <summary>The text of <c>ka</c> without a command: its three tasks, each with the commands that do it.</summary>
internal static class Overview
{
    public const string Text = """
        ka clones one running Linux machine, the golden node, onto others over the network.

        A room of bare machines that boot from the network. On the golden node:
          ka image -o /var/lib/ka/image
          ka pxe --root /srv/tftp --image /var/lib/ka/image --interface eth1 --range 10.0.0.30,10.0.0.90 --default kamethod
          ka serve -n 60 --rescue /var/lib/ka/image/rescue.sqfs --pxe /srv/tftp

        A directory, a file or a disk between machines that run:
          ka send -s lab -n 4 --tree /srv/data        on the sender
          ka recv -s lab --tree /srv/data             on each of the 4 receivers

        The state of a run, a node's log, a command on a node:
          ka status
          ka status 10.0.0.31
          ka status 10.0.0.31 exec lsblk

        'ka help' lists all commands, 'ka help serve' explains one.

        """;
}
